// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups.

use std::ffi::CString;

use lsm_core::{InitiatorId, InitiatorType};

use super::record::{OwnedList, set};
use crate::abi::{Ref, Text, c_text};
use crate::string_list::StringList;

record! {
    /// Initiators that are granted volumes together.
    AccessGroup is "lsm_access_group", b"lsm grou" {
        id: CString,
        name: CString,
        init_ids: OwnedList,
        init_type: InitiatorType,
        system_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    AccessGroup: lsm_access_group_record_free, lsm_access_group_record_copy,
    lsm_access_group_record_array_alloc, lsm_access_group_record_array_free
}

texts! {
    AccessGroup:
    lsm_access_group_id_get => id;
    lsm_access_group_name_get => name;
    lsm_access_group_system_id_get => system_id;
}

numbers! {
    AccessGroup:
    lsm_access_group_init_type_get -> i32, else InitiatorType::UNKNOWN.0
        => |group| group.init_type.0;
}

/// A copy with every WWPN in its normal form.
fn normalised(members: Ref<StringList>) -> OwnedList {
    let copy = OwnedList::copy_of(members);
    for text in copy.handle().get_mut().into_iter().flat_map(|list| &mut list.0).flatten() {
        if let Ok(Ok(id)) = text.to_str().map(InitiatorId::parse) {
            *text = c_text(id.to_string());
        }
    }
    copy
}

export! {
    fn lsm_access_group_record_alloc(
        id: Text,
        name: Text,
        initiators: Ref<StringList>,
        init_type: i32,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<AccessGroup> {
        let group = || Some(AccessGroup {
            id: id.owned()?,
            name: name.owned()?,
            init_ids: normalised(initiators),
            init_type: InitiatorType(init_type),
            system_id: system_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(group())
    }

    fn lsm_access_group_initiator_id_get(group: Ref<AccessGroup>) -> Ref<StringList> {
        group.get().map_or(Ref::NULL, |group| group.init_ids.handle())
    }

    fn lsm_access_group_initiator_id_set(group: Ref<AccessGroup>, il: Ref<StringList>) {
        set(group, |group| group.init_ids = OwnedList::copy_of(il));
    }
}
