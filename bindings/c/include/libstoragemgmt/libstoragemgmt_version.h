/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Which release of the interface these headers describe.
 *
 * No other header includes this one. Programs that build with several releases
 * compare LSM_VERSION:
 *
 *     #include <libstoragemgmt/libstoragemgmt_version.h>
 *     #if LSM_VERSION >= 11000
 *     ... slots and their lights, new in 1.10 ...
 *     #endif
 */

#ifndef LSM_VERSION_H_
#define LSM_VERSION_H_

/** First number of the release. */
#define LSM_MAJOR 1
/** Second number: grows when something is added. */
#define LSM_MINOR 10
/** Third number: grows when only the inside changes. */
#define LSM_MICRO 3
/** All three in one number that can be compared: 11003 is 1.10.3. */
#define LSM_VERSION (LSM_MAJOR * 10000 + LSM_MINOR * 100 + LSM_MICRO)

#endif /* LSM_VERSION_H_ */
