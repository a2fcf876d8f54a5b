import Foundation

/// Bytes from one thread to another. The writer waits while much lies here, the reader while nothing does.
final class BytePipe: ByteSink, ByteSource, @unchecked Sendable {
    /// The other side has gone.
    struct Broken: Error {}

    private static let capacity = 4 << 20

    /// Everything below is touched under it only.
    private let condition = NSCondition()
    private var waiting = Data()
    private var isOver = false
    private var isBroken = false

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        condition.lock()
        defer { condition.unlock() }
        while waiting.count >= Self.capacity, !isBroken { condition.wait() }
        guard !isBroken else { throw Broken() }
        waiting.append(contentsOf: bytes)
        condition.broadcast()
    }

    func finish() throws {
        condition.lock()
        defer { condition.unlock() }
        isOver = true
        condition.broadcast()
    }

    func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty, !isOver, !isBroken { condition.wait() }
        guard !isBroken else { throw Broken() }
        let count = min(room.count, waiting.count)
        waiting.prefix(count).withUnsafeBytes { room.copyMemory(from: $0) }
        waiting = Data(waiting.dropFirst(count))
        condition.broadcast()
        return count
    }

    /// Whoever waits at either side waits no longer.
    func breakOff() {
        condition.lock()
        defer { condition.unlock() }
        isBroken = true
        condition.broadcast()
    }
}
