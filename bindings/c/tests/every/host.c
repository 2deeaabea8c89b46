/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Disks and lights of this host. Whatever the host has, arguments are checked first. */

#include "every.h"

/* No disk is called so. */
#define DISK "/dev/sdnosuch"

/* A call that must fail with a record of the error, and leave its output as if not known. */
#define FAILS(call, unknown)                                                                       \
    do {                                                                                           \
        lsm_error *e = NULL;                                                                       \
        int answer = call;                                                                         \
        CHECK(answer != LSM_ERR_OK && e != NULL);                                                  \
        IS(lsm_error_number_get(e), answer);                                                       \
        CHECK(lsm_error_message_get(e) != NULL);                                                   \
        IS(lsm_error_free(e), LSM_ERR_OK);                                                         \
        CHECK(unknown);                                                                            \
    } while (0)
/* A call that is refused, with a record of the error unless there is no place for it. */
#define REFUSED(call)                                                                              \
    do {                                                                                           \
        lsm_error *e = NULL;                                                                       \
        IS(call, LSM_ERR_INVALID_ARGUMENT);                                                        \
        IS(lsm_error_number_get(e), LSM_ERR_INVALID_ARGUMENT);                                     \
        IS(lsm_error_free(e), LSM_ERR_OK);                                                         \
    } while (0)

static void disks(void)
{
    lsm_string_list *paths = NULL;
    lsm_error *none = NULL;
    lsm_disk_link_type link = LSM_DISK_LINK_TYPE_SAS;
    char *text = (char *)"not freed";
    int32_t number = 9;
    uint32_t speed = 9;

    /* A host may have disks, so this may succeed. */
    int answer = lsm_local_disk_list(&paths, &none);
    CHECK((answer == LSM_ERR_OK) == (paths != NULL) && (answer == LSM_ERR_OK) == (none == NULL));
    lsm_string_list_free(paths);
    lsm_error_free(none);
    none = NULL;
    answer = lsm_local_disk_vpd83_search("5000000000000000", &paths, &none);
    CHECK(paths == NULL && (answer == LSM_ERR_OK) == (none == NULL));
    lsm_error_free(none);

    FAILS(lsm_local_disk_serial_num_get(DISK, &text, &e), text == NULL);
    text = (char *)"not freed";
    FAILS(lsm_local_disk_vpd83_get(DISK, &text, &e), text == NULL);
    FAILS(lsm_local_disk_health_status_get(DISK, &number, &e),
          number == LSM_DISK_HEALTH_STATUS_UNKNOWN);
    number = 9;
    FAILS(lsm_local_disk_rpm_get(DISK, &number, &e), number == LSM_DISK_RPM_UNKNOWN);
    FAILS(lsm_local_disk_link_type_get(DISK, &link, &e), link == LSM_DISK_LINK_TYPE_UNKNOWN);
    FAILS(lsm_local_disk_link_speed_get(DISK, &speed, &e), speed == LSM_DISK_LINK_SPEED_UNKNOWN);
    FAILS(lsm_local_disk_led_status_get(DISK, &speed, &e), speed == LSM_DISK_LED_STATUS_UNKNOWN);
    FAILS(lsm_local_disk_ident_led_on(DISK, &e), 1);
    FAILS(lsm_local_disk_ident_led_off(DISK, &e), 1);
    FAILS(lsm_local_disk_fault_led_on(DISK, &e), 1);
    FAILS(lsm_local_disk_fault_led_off(DISK, &e), 1);

    REFUSED(lsm_local_disk_list(NULL, &e));
    REFUSED(lsm_local_disk_vpd83_search(VPD83 "0", &paths, &e));
    REFUSED(lsm_local_disk_vpd83_search(NULL, &paths, &e));
    REFUSED(lsm_local_disk_serial_num_get(NULL, &text, &e));
    REFUSED(lsm_local_disk_vpd83_get(NULL, &text, &e));
    REFUSED(lsm_local_disk_health_status_get(NULL, &number, &e));
    REFUSED(lsm_local_disk_rpm_get(NULL, &number, &e));
    REFUSED(lsm_local_disk_link_type_get(NULL, &link, &e));
    REFUSED(lsm_local_disk_link_speed_get(NULL, &speed, &e));
    REFUSED(lsm_local_disk_led_status_get(NULL, &speed, &e));
    REFUSED(lsm_local_disk_ident_led_on(NULL, &e));
    REFUSED(lsm_local_disk_ident_led_off(NULL, &e));
    REFUSED(lsm_local_disk_fault_led_on(NULL, &e));
    REFUSED(lsm_local_disk_fault_led_off(NULL, &e));
    IS(lsm_local_disk_rpm_get(DISK, &number, NULL), LSM_ERR_INVALID_ARGUMENT);
}

static void lights(void)
{
    lsm_led_handle *handle = NULL;
    lsm_led_slot_itr *walk = NULL;
    lsm_led_slot *slot;
    lsm_error *e = NULL;
    /* A list is no handle, no walk and no slot. */
    void *wrong = lsm_string_list_alloc(1);
    int answer = lsm_led_handle_get(&handle, 0);
    IS(answer, LSM_ERR_OK);
    CHECK(handle != NULL);
    /* A host may have slots. */
    answer = lsm_led_slot_iterator_get(handle, &walk, &e, 0);
    CHECK((answer == LSM_ERR_OK) == (walk != NULL) && (answer == LSM_ERR_OK) == (e == NULL));
    while (walk != NULL && (slot = lsm_led_slot_next(handle, walk)) != NULL)
        CHECK(lsm_led_slot_id(slot) != NULL && lsm_led_slot_status_get(slot) != 0);
    lsm_led_slot_iterator_free(handle, walk);
    lsm_error_free(e);
    e = NULL;
    walk = NULL;
    IS(lsm_led_slot_iterator_get(handle, &walk, &e, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_iterator_get(handle, NULL, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_iterator_get(handle, &walk, NULL, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_status_set(handle, wrong, LSM_DISK_LED_STATUS_IDENT_ON, &e, 0),
       LSM_ERR_INVALID_ARGUMENT);
    lsm_led_handle_free(handle);
    IS(lsm_led_handle_get(NULL, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_handle_get(&handle, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_iterator_get(NULL, &walk, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_iterator_get(wrong, &walk, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_status_set(NULL, NULL, LSM_DISK_LED_STATUS_IDENT_ON, &e, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_led_slot_status_set(wrong, wrong, LSM_DISK_LED_STATUS_IDENT_ON, &e, 0),
       LSM_ERR_INVALID_ARGUMENT);
    CHECK(walk == NULL && e == NULL);
    lsm_led_slot_iterator_reset(NULL, NULL);
    lsm_led_slot_iterator_reset(wrong, wrong);
    CHECK(lsm_led_slot_next(NULL, NULL) == NULL && lsm_led_slot_next(wrong, wrong) == NULL);
    IS(lsm_led_slot_status_get(NULL), LSM_DISK_LED_STATUS_UNKNOWN);
    IS(lsm_led_slot_status_get(wrong), LSM_DISK_LED_STATUS_UNKNOWN);
    SAYS(lsm_led_slot_id(NULL), NULL);
    SAYS(lsm_led_slot_id(wrong), NULL);
    SAYS(lsm_led_slot_device(NULL), NULL);
    SAYS(lsm_led_slot_device(wrong), NULL);
    lsm_led_slot_iterator_free(NULL, NULL);
    lsm_led_slot_iterator_free(wrong, wrong);
    lsm_led_handle_free(NULL);
    lsm_led_handle_free(wrong);
    IS(lsm_string_list_free(wrong), LSM_ERR_OK);
}

int host(void)
{
    disks();
    lights();
    return failures;
}
