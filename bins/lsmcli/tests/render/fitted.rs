// SPDX-License-Identifier: MIT OR Apache-2.0
//! Tables that fit the screen.

use lsm_core::{AccessGroup, Volume};
use lsmcli::render::{Fit, Layout, Style, Units};
use proptest::prelude::*;
use serde_json::json;
use unicode_width::UnicodeWidthStr;

use crate::described::{ACCESS_GROUP, VOLUME};
use crate::random::record;
use crate::{config, rendered, wire, with_sane_size};

fn layout(fit: Fit) -> Layout {
    Layout {
        separator: " | ".to_owned(),
        header: true,
        padded: true,
        script: false,
        style: Style { units: Units::Iec, ..Style::default() },
        fit,
    }
}

fn volume(id: &str, name: &str, blocks: u64) -> Volume {
    wire(&json!({
        "id": id, "name": name, "vpd83": "50aa00bb11cc22dd", "block_size": 512,
        "num_of_blocks": blocks, "admin_state": 1, "pool_id": "p", "system_id": "s",
    }))
}

#[test]
fn wide_letters_and_numbers_stand_in_their_columns() {
    let volumes = [volume("a", "日本", 4096), volume("b", "e\u{301}te", 2 << 20)];
    assert_eq!(
        rendered(&volumes, &layout(Fit::Unbounded)),
        "ID | Name | SCSI VPD 0x83    |     Size | Disabled | Pool ID | System ID | Disk Paths\n\
         -------------------------------------------------------------------------------------\n\
         a  | 日本 | 50aa00bb11cc22dd | 2.00 MiB | No       | p       | s         |\n\
         b  | e\u{301}te  | 50aa00bb11cc22dd | 1.00 GiB | No       | p       | s         |\n"
    );
}

#[test]
fn long_cells_go_on_below() {
    let volumes = [volume("VOL_ID_00001", "the data of all", 4096), volume("b", "", 0)];
    assert_eq!(
        rendered(&volumes, &layout(Fit::Within(72))),
        "\
ID      | Name    | SCSI    |   Size | Disabl | Pool   | System | Disk
        |         | VPD     |        | ed     | ID     | ID     | Paths
        |         | 0x83    |        |        |        |        |
------------------------------------------------------------------------
VOL_ID_ | the     | 50aa00b |   2.00 | No     | p      | s      |
00001   | data of | b11cc22 |    MiB |        |        |        |
        | all     | dd      |        |        |        |        |
b       |         | 50aa00b | 0.00 B | No     | p      | s      |
        |         | b11cc22 |        |        |        |        |
        |         | dd      |        |        |        |        |
"
    );
}

proptest! {
    #![proptest_config(config(300))]
    #[test]
    fn no_line_is_wider_than_the_screen(
        volumes in proptest::collection::vec(record(VOLUME).prop_map(with_sane_size), 1..4),
        groups in proptest::collection::vec(record(ACCESS_GROUP), 1..4),
        columns in 0..150_usize,
        header: bool,
    ) {
        let layout = Layout { header, ..layout(Fit::Within(columns)) };
        let volumes: Vec<Volume> = volumes.iter().map(wire).collect();
        let groups: Vec<AccessGroup> = groups.iter().map(wire).collect();
        // As narrow as columns become: 6 cells each, and 3 between two of them.
        for (text, least) in
            [(rendered(&volumes, &layout), 8 * 6 + 7 * 3), (rendered(&groups, &layout), 4 * 6 + 3 * 3)]
        {
            for line in text.lines() {
                // A sign that makes the one before it wider.
                prop_assume!(!line.contains('\u{fe0f}'));
                prop_assert!(line.width() <= columns.max(least), "{:?}", line);
                prop_assert!(!line.contains(char::is_control));
            }
        }
    }
}
