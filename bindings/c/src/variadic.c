/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* The one function that Rust cannot define: it takes any number of arguments. */

#include <stdarg.h>
#include <stddef.h>

#include <libstoragemgmt/libstoragemgmt_plug_interface.h>

int lsm_capability_set_n(lsm_storage_capabilities *cap, lsm_capability_value_type v, ...)
{
    va_list numbers;
    int number, answer = cap == NULL ? LSM_ERR_INVALID_ARGUMENT : LSM_ERR_OK;
    va_start(numbers, v);
    while (answer == LSM_ERR_OK && (number = va_arg(numbers, int)) != -1)
        answer = lsm_capability_set(cap, (lsm_capability_type)number, v);
    va_end(numbers);
    return answer;
}
