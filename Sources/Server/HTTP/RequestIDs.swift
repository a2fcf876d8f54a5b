import Synchronization

/// Ids for requests that bring none: a random beginning for this process, then a number.
final class RequestIDs: Sendable {
    private let prefix = String(UInt64.random(in: 0x1000_0000_0000...0xffff_ffff_ffff), radix: 16)
    private let count = Atomic<UInt64>(0)

    func next() -> String {
        "\(prefix)-\(String(count.wrappingAdd(1, ordering: .relaxed).newValue, radix: 16))"
    }
}
