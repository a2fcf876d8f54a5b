import Foundation
import Synchronization

/// A body that is made while it is sent. Its maker waits while ``room`` bytes lie here, and libcurl while none do.
final class StreamSource: BodySource, @unchecked Sendable {
    private static let room = 256 << 10

    private struct State {
        var chunks: [Data] = []
        var bytes = 0
        /// Of the first chunk, how much was read.
        var position = 0
        var isComplete = false
        var isBroken = false
        var isStarved = false
        var maker: CheckedContinuation<Void, Never>?
    }

    let length: Int64?
    private let stream: any AsyncSequence<Data, any Error> & Sendable
    private let state = Mutex(State())
    // The loop's thread only.
    private var pump: Task<Void, Never>?

    init(length: Int64?, _ stream: any AsyncSequence<Data, any Error> & Sendable) {
        self.length = length
        self.stream = stream
    }

    func begin(resume: @escaping @Sendable () -> Void) {
        let stream = stream
        pump = Task { [weak self] in
            var isBroken = false
            do {
                for try await chunk in stream {
                    guard let self, !Task.isCancelled else { break }
                    if !chunk.isEmpty { await self.add(chunk, resume) }
                }
            } catch {
                isBroken = true
            }
            self?.complete(isBroken: isBroken, resume)
        }
    }

    func read(into room: UnsafeMutableRawBufferPointer) -> CurlTransfer.Reading {
        let (reading, maker): (CurlTransfer.Reading, CheckedContinuation<Void, Never>?) = state.withLock { state in
            if state.isBroken { return (.abort, nil) }
            guard let chunk = state.chunks.first else {
                state.isStarved = !state.isComplete
                return (state.isComplete ? .bytes(0) : .pause, nil)
            }
            let count = min(room.count, chunk.count - state.position)
            let start = chunk.startIndex + state.position
            chunk[start..<start + count].withUnsafeBytes { room.copyMemory(from: $0) }
            state.position += count
            state.bytes -= count
            if state.position == chunk.count {
                state.chunks.removeFirst()
                state.position = 0
            }
            guard state.bytes < Self.room else { return (.bytes(count), nil) }
            defer { state.maker = nil }
            return (.bytes(count), state.maker)
        }
        maker?.resume()
        return reading
    }

    func rewind() -> Bool { false }

    func end() {
        pump?.cancel()
        state.withLock { state in
            state.isBroken = true
            defer { state.maker = nil }
            return state.maker
        }?.resume()
    }

    /// Returns when there is room for more.
    private func add(_ chunk: Data, _ resume: @Sendable () -> Void) async {
        let wasStarved = state.withLock { state in
            state.chunks.append(chunk)
            state.bytes += chunk.count
            defer { state.isStarved = false }
            return state.isStarved
        }
        if wasStarved { resume() }
        await withCheckedContinuation { (maker: CheckedContinuation<Void, Never>) in
            let goesOn = state.withLock { state in
                if state.bytes < Self.room || state.isBroken { return true }
                state.maker = maker
                return false
            }
            if goesOn { maker.resume() }
        }
    }

    private func complete(isBroken: Bool, _ resume: @Sendable () -> Void) {
        state.withLock { state in
            state.isComplete = true
            state.isBroken = state.isBroken || isBroken
        }
        resume()
    }
}
