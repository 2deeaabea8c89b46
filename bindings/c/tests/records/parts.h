/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The parts of a program that needs no session: lists, texts, errors, and each kind of record,
 * every function with good and with bad arguments. */

#ifndef PARTS_H
#define PARTS_H

#include "../c/check.h"

#define SYSTEM_ID "system-1"
#define POOL_ID "pool-1"
#define VPD83 "600508b1001c79ade5178f0626caaa9c"
#define WWPN "10:00:00:00:c9:95:2f:de"
#define IQN "iqn.1994-05.com.domain:01.89bd01"
#define ODD_NAME "a \"quoted\" \\ name\nin two lines, caf\xc3\xa9"
#define DATA "data of the plug-in"

/* Each gives the number of checks that did not hold. */
int texts_and_lists(void);
int records(void);

#endif
