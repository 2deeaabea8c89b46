// SPDX-License-Identifier: MIT OR Apache-2.0
//! Batteries and capacitors that keep a write cache alive.

record! {
    /// A battery or capacitor.
    Battery {
        /// Identifier.
        id: String,
        /// Name for people; may hold place and model.
        name: String,
        /// Kind of battery.
        battery_type as "type": BatteryType,
        /// How it is.
        status: BatteryStatus,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String> = None,
    }
}

numbers! {
    /// Kind of a battery.
    BatteryType(i32), "LSM_BATTERY_TYPE_", "lsm.Battery.TYPE_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Vendor specific.
        OTHER = 2 "Other",
        /// Chemical battery.
        CHEMICAL = 3 "Chemical",
        /// Capacitor.
        CAPACITOR = 4 "Capacitor",
    }
}

bits! {
    /// How a battery is.
    BatteryStatus(u64), "LSM_BATTERY_STATUS_", "lsm.Battery.STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Vendor specific.
        OTHER = 2 "Other",
        /// Charged, healthy, idle.
        OK = 4 "OK",
        /// In use.
        DISCHARGING = 8 "Discharging",
        /// Charging.
        CHARGING = 16 "Charging",
        /// Calibrating.
        LEARNING = 32 "Learning",
        /// Needs attention.
        DEGRADED = 64 "Degraded",
        /// Broken or worn out.
        ERROR = 128 "Error",
    }
}
