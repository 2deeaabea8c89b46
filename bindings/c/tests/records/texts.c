/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Lists, maps, capabilities, identifiers, URIs and errors: no session needed. */

#include "parts.h"

static void string_lists(void)
{
    lsm_string_list *list = lsm_string_list_alloc(2), *copy;
    lsm_string_list *empty = lsm_string_list_alloc(0);
    IS(lsm_string_list_size(list), 2);
    IS(lsm_string_list_size(empty), 0);
    SAYS(lsm_string_list_elem_get(list, 0), NULL);
    IS(lsm_string_list_elem_set(list, 0, "first"), LSM_ERR_OK);
    IS(lsm_string_list_elem_set(list, 0, "first again"), LSM_ERR_OK);
    IS(lsm_string_list_elem_set(list, 4, "fifth"), LSM_ERR_OK);
    IS(lsm_string_list_size(list), 5);
    IS(lsm_string_list_append(list, "sixth"), LSM_ERR_OK);
    copy = lsm_string_list_copy(list);
    IS(lsm_string_list_delete(list, 0), LSM_ERR_OK);
    SAYS(lsm_string_list_elem_get(list, 3), "fifth");
    SAYS(lsm_string_list_elem_get(copy, 0), "first again");
    SAYS(lsm_string_list_elem_get(copy, 2), NULL);
    SAYS(lsm_string_list_elem_get(copy, 5), "sixth");

    SAYS(lsm_string_list_elem_get(list, 99), NULL);
    IS(lsm_string_list_delete(list, 99), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_string_list_elem_set(list, 0, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_string_list_append(list, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_string_list_append(NULL, "text"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_string_list_size(NULL), 0);
    CHECK(lsm_string_list_copy(NULL) == NULL);
    CHECK(lsm_string_list_alloc(UINT32_MAX) == NULL);
    IS(lsm_string_list_free(NULL), LSM_ERR_INVALID_ARGUMENT);

    IS(lsm_string_list_free(list), LSM_ERR_OK);
    IS(lsm_string_list_free(copy), LSM_ERR_OK);
    IS(lsm_string_list_free(empty), LSM_ERR_OK);
}

static void maps(void)
{
    lsm_hash *map = lsm_hash_alloc(), *copy;
    lsm_string_list *keys = NULL;
    IS(lsm_hash_keys(map, &keys), LSM_ERR_OK);
    CHECK(keys == NULL);
    IS(lsm_hash_string_set(map, "key", "value"), LSM_ERR_OK);
    IS(lsm_hash_string_set(map, "key", ODD_NAME), LSM_ERR_OK);
    SAYS(lsm_hash_string_get(map, "key"), ODD_NAME);
    SAYS(lsm_hash_string_get(map, "other"), NULL);
    copy = lsm_hash_copy(map);
    IS(lsm_hash_keys(copy, &keys), LSM_ERR_OK);
    IS(lsm_string_list_size(keys), 1);
    SAYS(lsm_string_list_elem_get(keys, 0), "key");
    IS(lsm_string_list_free(keys), LSM_ERR_OK);

    IS(lsm_hash_keys(NULL, &keys), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_hash_keys(map, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_hash_string_set(map, "key", NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_hash_string_set(map, NULL, "value"), LSM_ERR_INVALID_ARGUMENT);
    SAYS(lsm_hash_string_get(map, NULL), NULL);
    SAYS(lsm_hash_string_get(NULL, "key"), NULL);
    CHECK(lsm_hash_copy(NULL) == NULL);
    IS(lsm_hash_free(NULL), LSM_ERR_INVALID_ARGUMENT);

    IS(lsm_hash_free(map), LSM_ERR_OK);
    IS(lsm_hash_free(copy), LSM_ERR_OK);
}

static void capabilities(void)
{
    lsm_storage_capabilities *none = lsm_capability_record_alloc(NULL);
    lsm_storage_capabilities *few = lsm_capability_record_alloc("000102");
    IS(lsm_capability_set(none, LSM_CAP_VOLUMES, LSM_CAP_SUPPORTED), LSM_ERR_OK);
    IS(lsm_capability_set_n(none, LSM_CAP_SUPPORTED, LSM_CAP_FS, LSM_CAP_FS_CREATE, -1),
       LSM_ERR_OK);
    IS(lsm_capability_get(none, LSM_CAP_VOLUMES), LSM_CAP_SUPPORTED);
    IS(lsm_capability_supported(none, LSM_CAP_FS_CREATE), 1);
    IS(lsm_capability_supported(none, LSM_CAP_FS_DELETE), 0);
    IS(lsm_capability_get(few, (lsm_capability_type)2), 2);
    IS(lsm_capability_supported(few, (lsm_capability_type)1), 1);
    IS(lsm_capability_supported(few, (lsm_capability_type)2), 0);

    CHECK(lsm_capability_record_alloc("") == NULL);
    CHECK(lsm_capability_record_alloc("012") == NULL);
    CHECK(lsm_capability_record_alloc("zz") == NULL);
    IS(lsm_capability_set(few, LSM_CAP_FS, LSM_CAP_SUPPORTED), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_capability_set_n(few, LSM_CAP_SUPPORTED, 1, LSM_CAP_FS, -1),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_capability_set_n(NULL, LSM_CAP_SUPPORTED, -1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_capability_get(few, LSM_CAP_FS), LSM_CAP_UNSUPPORTED);
    IS(lsm_capability_get(NULL, LSM_CAP_FS), LSM_CAP_UNSUPPORTED);
    IS(lsm_capability_supported(NULL, LSM_CAP_FS), 0);
    IS(lsm_capability_record_free(NULL), LSM_ERR_INVALID_ARGUMENT);

    IS(lsm_capability_record_free(none), LSM_ERR_OK);
    IS(lsm_capability_record_free(few), LSM_ERR_OK);
}

static void identifiers(void)
{
    lsm_access_group_init_type type = LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN;
    IS(lsm_initiator_id_verify(IQN, &type), LSM_ERR_OK);
    IS(type, LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN);
    type = LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN;
    IS(lsm_initiator_id_verify("0x10000000C9952FDE", &type), LSM_ERR_OK);
    IS(type, LSM_ACCESS_GROUP_INIT_TYPE_WWPN);
    IS(lsm_initiator_id_verify("10-00.0000:c9952fde", &type), LSM_ERR_OK);
    IS(lsm_volume_vpd83_verify(VPD83), LSM_ERR_OK);
    IS(lsm_volume_vpd83_verify("5000C500A0B1C2D3"), LSM_ERR_OK);

    IS(lsm_initiator_id_verify(IQN, &type), LSM_ERR_INVALID_ARGUMENT);
    type = LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN;
    IS(lsm_initiator_id_verify("iqn", &type), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_initiator_id_verify("10000000c9952fde\n", &type), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_initiator_id_verify(NULL, &type), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_initiator_id_verify(IQN, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_vpd83_verify("1000C500A0B1C2D3"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_vpd83_verify("600508b1001c79ade5178f0626caaa9"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_vpd83_verify(NULL), LSM_ERR_INVALID_ARGUMENT);
}

static void uris(void)
{
    char *scheme = NULL, *user = NULL, *server = NULL, *path = NULL;
    int port = 0;
    lsm_hash *query = NULL;
    IS(lsm_uri_parse("ontap+ssl://root@[::1]:8080/a/b?k=v%20w&l=m#f", &scheme, &user, &server,
                     &port, &path, &query),
       LSM_ERR_OK);
    SAYS(scheme, "ontap+ssl");
    SAYS(user, "root");
    SAYS(server, "[::1]");
    SAYS(path, "/a/b");
    IS(port, 8080);
    SAYS(lsm_hash_string_get(query, "k"), "v%20w");
    SAYS(lsm_hash_string_get(query, "l"), "m");
    free(scheme);
    free(user);
    free(server);
    free(path);
    IS(lsm_hash_free(query), LSM_ERR_OK);

    query = NULL;
    IS(lsm_uri_parse("no uri", &scheme, &user, &server, &port, &path, &query),
       LSM_ERR_INVALID_ARGUMENT);
    CHECK(scheme == NULL && user == NULL && server == NULL && path == NULL && query == NULL);
    IS(port, -1);
    /* A port that no machine has. */
    IS(lsm_uri_parse("sim://host:99999999999999999999/", &scheme, &user, &server, &port, &path,
                     &query),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_uri_parse(NULL, &scheme, &user, &server, &port, &path, &query),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_uri_parse("sim://", NULL, &user, &server, &port, &path, &query),
       LSM_ERR_INVALID_ARGUMENT);
}

static void errors(void)
{
    uint32_t size = 0;
    lsm_error_ptr nothing;
    lsm_error_ptr all =
        LSM_ERROR_CREATE_PLUGIN_DEBUG(LSM_ERR_NO_SUPPORT, "message", "exception", "debug", "ab\0c", 4);
    lsm_error_ptr some = LSM_ERROR_CREATE_PLUGIN_EXCEPTION(LSM_ERR_TIMEOUT, "message", "exception");
    lsm_error_ptr one = LSM_ERROR_CREATE_PLUGIN_MSG(-42, "message");
    IS(lsm_error_number_get(all), LSM_ERR_NO_SUPPORT);
    SAYS(lsm_error_message_get(all), "message");
    SAYS(lsm_error_exception_get(all), "exception");
    SAYS(lsm_error_debug_get(all), "debug");
    CHECK(memcmp(lsm_error_debug_data_get(all, &size), "ab\0c", 4) == 0);
    IS(size, 4);
    SAYS(lsm_error_data_get(all), NULL);
    CHECK(lsm_error_debug_data_get(some, &size) == NULL);
    IS(size, 0);
    SAYS(lsm_error_debug_get(some), NULL);
    CHECK((int)lsm_error_number_get(one) == -42);

    CHECK((int)lsm_error_number_get(NULL) == -1);
    SAYS(lsm_error_message_get(NULL), NULL);
    SAYS(lsm_error_exception_get(NULL), NULL);
    SAYS(lsm_error_debug_get(NULL), NULL);
    CHECK(lsm_error_debug_data_get(NULL, &size) == NULL);
    CHECK(lsm_error_debug_data_get(all, NULL) == NULL);
    SAYS(lsm_error_data_get(NULL), NULL);
    CHECK(lsm_error_last_get(NULL) == NULL);
    IS(lsm_error_free(NULL), LSM_ERR_INVALID_ARGUMENT);
    /* Four bytes that are not there: nothing is read. */
    nothing = lsm_error_create(LSM_ERR_LIB_BUG, NULL, NULL, NULL, NULL, 4);
    CHECK(lsm_error_debug_data_get(nothing, &size) == NULL);
    lsm_error_free(nothing);

    IS(lsm_error_free(all), LSM_ERR_OK);
    IS(lsm_error_free(some), LSM_ERR_OK);
    IS(lsm_error_free(one), LSM_ERR_OK);
}

int texts_and_lists(void)
{
    string_lists();
    maps();
    capabilities();
    identifiers();
    uris();
    errors();
    return failures;
}
