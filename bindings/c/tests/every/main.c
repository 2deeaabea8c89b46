/* SPDX-License-Identifier: MIT OR Apache-2.0 */

#include "../records/parts.h"
#include "every.h"

#include <ctype.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    alarm(120);
    if (argc == 2 && isdigit((unsigned char)argv[1][0]))
        return serve(argc, argv);
    return texts_and_lists() + records() + host() + plugin_helpers() + sessions() != 0;
}
