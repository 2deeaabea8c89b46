/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A program that calls every function of the library with good and with bad arguments. It is its
 * own plug-in, in which every operation of every structure is there and is called, too.
 */

#ifndef EVERY_H
#define EVERY_H

#include "../c/check.h"

/* What an array is asked with: the plug-in checks that it came whole. */
#define NAME "a \"name\"\\ in\ntwo lines, caf\xc3\xa9"
#define SIZE (UINT64_C(5) << 40)
#define IQN "iqn.1994-05.com.domain:01.89bd01"
#define WWPN "10:00:00:00:c9:95:2f:de"
#define VPD83 "600508b1001c79ade5178f0626caaa9c"
/* Flags of calls that send them as they are given. */
#define FLAGS 3

/* Serves as a plug-in until the client leaves; gives the exit status. */
int serve(int argc, char *argv[]);

/* Each gives the number of checks that did not hold. */
int sessions(void);
int host(void);
int plugin_helpers(void);

#endif
