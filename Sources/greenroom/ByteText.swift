import Foundation

/// Sizes for a person.
enum ByteText {
    static func of(_ bytes: Int64) -> String {
        let units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
        var (value, unit) = (Double(bytes), 0)
        while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        return unit == 0 ? "\(bytes) bytes" : String(format: "%.1f %@", value, units[unit])
    }

    /// As a person reads it: `93 MB`.
    static func rounded(_ bytes: Int64) -> String {
        bytes < 950_000 ? "\(max(1, bytes / 1000)) kB" : "\((bytes + 500_000) / 1_000_000) MB"
    }
}
