// SPDX-License-Identifier: MIT OR Apache-2.0
//! The live backup of a database, command by command as it was published in 2013, on a fresh
//! simulated array.

#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_test::{Answer, House};

const POOL: &str = "POOL_ID_00001";

/// The story with one way of saying which array is meant.
struct Story<'a> {
    house: &'a House,
    daemon: bool,
    /// Arguments before and behind those of the command.
    before: &'a [&'a str],
    behind: &'a [&'a str],
    environment: &'a [(&'a str, Option<&'a str>)],
}

impl Story<'_> {
    fn run(&self, arguments: &[&str]) -> Answer {
        let mut command = self.house.lsmcli(self.daemon);
        command.args(self.before).args(arguments).args(self.behind);
        for (name, value) in self.environment {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.output().unwrap().into()
    }

    fn says(&self, arguments: &[&str]) -> String {
        self.run(arguments).succeeded()
    }

    fn play(&self) {
        // Set-up: the database's volume, and the group of the backup host.
        let created =
            self.says(&["volume-create", "--name", "db", "--size", "1GiB", "--pool", POOL]);
        let db = first_field(&created, 2).to_owned();
        let group = self.says(&[
            "access-group-create",
            "--name",
            "web",
            "--init",
            "iqn.2031-05.org.example:n1",
            "--sys",
            "sim-01",
        ]);
        let ag = first_field(&group, 2).to_owned();

        // Find the volume by its SCSI identifier.
        let volumes = self.says(&["list", "--type", "volumes", "-t", " "]);
        let fields: Vec<&str> = volumes.split_whitespace().collect();
        let [id, "db", vpd83, "1073741824", "No", POOL, "sim-01"] = fields[..] else {
            panic!("unexpected listing {volumes:?}");
        };
        assert_eq!(id, db);
        assert!(lsm_core::vpd83::is_valid(vpd83));
        assert_eq!(volumes, format!("{db} db {vpd83} 1073741824 No {POOL} sim-01  \n"));

        // Clone it.
        let copy = self.says(&[
            "volume-replicate",
            "--vol",
            &db,
            "--rep-type",
            "CLONE",
            "--name",
            "db_copy",
            "-t",
            " ",
        ]);
        assert_eq!(copy.lines().count(), 1);
        let copy: Vec<&str> = copy.split_whitespace().collect();
        assert_eq!(copy[1], "db_copy");

        // What the array is and can do, asked in the old and the new way.
        let systems = self.says(&["list", "--type", "systems"]);
        assert_eq!(systems.lines().count(), 3);
        assert!(systems.starts_with("ID     | Name"), "{systems}");
        assert!(systems.lines().nth(2).unwrap().starts_with("sim-01 |"));
        let old = self.says(&["--capabilities", "--sys", "sim-01"]);
        assert_eq!(old, self.says(&["capabilities", "--sys", "sim-01"]));
        assert_eq!(old.lines().filter(|line| line.contains(" | ")).count(), 81);
        assert!(
            old.lines()
                .any(|line| { line.split(" | ").map(str::trim).eq(["VOLUME_MASK", "SUPPORTED"]) })
        );
        for old_way in
            [&["--capabilities", "--sys", "987654-32-0"], &["capabilities", "--sys", "987654-32-0"]]
                as [&[&str]; 2]
        {
            self.run(old_way).failed(2, "987654-32-0");
        }

        // Find the group and add the second port of the host.
        let groups = self.says(&["list", "--type", "ACCESS_GROUPS"]);
        assert_eq!(groups.lines().count(), 3);
        assert!(groups.contains("iqn.2031-05.org.example:n1"));
        let both =
            self.says(&["access-group-add", "--ag", &ag, "--init", "iqn.2031-05.org.example:n2"]);
        let rows: Vec<&str> = both.lines().skip(2).collect();
        assert_eq!(rows.len(), 2, "{both}");
        let second: Vec<&str> = rows[1].split(" | ").map(str::trim).collect();
        assert_eq!(second, ["", "", "iqn.2031-05.org.example:n2", ""]);

        // Grant the copy: silent, and said once more it is so already.
        let granted = self.says(&["volume-mask", "--ag", &ag, "--volume", copy[0]]);
        assert_eq!(granted, "");
        self.run(&["volume-mask", "--ag", &ag, "--vol", copy[0]]).failed(4, "NO_STATE_CHANGE(125)");

        // What the host now sees.
        let seen = self.says(&["access-group-volumes", "--ag", &ag, "-t", " ", "-H"]);
        assert_eq!(seen, format!("{} db_copy {} 1.00 GiB No {POOL} sim-01  \n", copy[0], copy[2]));

        // Leave the array as it was, for the next way of saying the same.
        self.says(&["volume-unmask", "--ag", &ag, "--vol", copy[0]]);
        self.says(&["access-group-delete", "--ag", &ag]);
        self.says(&["volume-delete", "-f", "--vol", copy[0]]);
        self.says(&["volume-delete", "-f", "--vol", &db]);
        assert_eq!(self.says(&["list", "--type", "volumes"]), "");
    }
}

/// The first field of a line.
fn first_field(table: &str, line: usize) -> &str {
    table.lines().nth(line).unwrap().split_whitespace().next().unwrap()
}

fn play_in_every_way(daemon: bool) {
    let house = House::new();
    let _daemon = daemon.then(|| house.daemon());
    let with_uri = ["-u", "sim://"];
    let unset: &[(&str, Option<&str>)] = &[("LSMCLI_URI", None)];
    let password: &[(&str, Option<&str>)] =
        &[("LSMCLI_URI", Some("sim://root@host/")), ("LSMCLI_PASSWORD", Some("x"))];
    let story = Story { house: &house, daemon, before: &[], behind: &[], environment: &[] };
    story.play();
    Story { before: &with_uri, environment: unset, ..story }.play();
    Story { behind: &with_uri, environment: unset, ..story }.play();
    Story { environment: password, ..story }.play();

    // A password needs somebody whose password it is.
    let nameless = [("LSMCLI_PASSWORD", Some("x"))];
    let story = Story { before: &with_uri, environment: &nameless, ..story };
    story.run(&["list", "--type", "systems"]).failed(2, "user");
}

#[test]
fn the_article_plays_through_lsmd() {
    play_in_every_way(true);
}

#[test]
fn the_article_plays_without_daemon() {
    play_in_every_way(false);
}
