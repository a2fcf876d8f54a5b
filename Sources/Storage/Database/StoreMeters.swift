/// Whom the database's work is told to while it is done; each is called on the thread that does it and must not wait.
package struct StoreMeters: Sendable {
    /// A commit of so many writes took so long.
    package var commit: @Sendable (_ nanoseconds: Int64, _ writes: Int) -> Void = { _, _ in }
    /// A statement took longer than ``patience``; its text has places instead of values.
    package var slowStatement: (@Sendable (_ statement: String, _ seconds: Double) -> Void)?
    /// In seconds.
    package var patience = 0.25

    package init() {}
}
