/// A count of bytes for people.
package enum ByteCount {
    private static let units = ["bytes", "KB", "MB", "GB", "TB"]

    /// `512 bytes`, `1.5 MB`, `50 GB`: by 1024, with one decimal where it is not zero.
    package static func text(_ bytes: Int64) -> String {
        var (value, unit) = (Double(max(0, bytes)), 0)
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        let tenths = (value * 10).rounded(.down)
        let isWhole = tenths.truncatingRemainder(dividingBy: 10) == 0
        return (isWhole ? "\(Int(tenths / 10))" : "\(tenths / 10)") + " " + units[unit]
    }
}
