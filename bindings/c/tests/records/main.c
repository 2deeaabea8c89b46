/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#include "parts.h"

int main(void)
{
    return texts_and_lists() + records() != 0;
}
