import Foundation

/// An answer that is read line by line while it comes, such as JSON lines or ``ServerSentEvents``, or message by message
/// where it is a WebSocket; for one reader. Whoever lets it go ends the transfer.
package final class WebLines: AsyncSequence, Sendable {
    package let head: WebHead
    /// The body of an answer that is no success, cut off at 64 KiB; there are no lines then.
    package let refusal: Data
    private let channel: LineChannel
    private let leave: @Sendable () -> Void

    init(head: WebHead, refusal: Data, channel: LineChannel, leave: @escaping @Sendable () -> Void) {
        self.head = head
        self.refusal = refusal
        self.channel = channel
        self.leave = leave
    }

    deinit { leave() }

    /// Ends the transfer now.
    package func close() { leave() }

    package func makeAsyncIterator() -> Iterator { Iterator(lines: self, channel: channel) }

    package struct Iterator: AsyncIteratorProtocol {
        /// Keeps the transfer going.
        fileprivate let lines: WebLines
        fileprivate let channel: LineChannel

        /// - Throws: ``WebError``; ``WebError/cancelled`` when the reader's task is.
        package mutating func next() async throws -> String? {
            let lines = lines
            return try await withTaskCancellationHandler {
                try await channel.next()
            } onCancel: {
                lines.close()
            }
        }
    }
}
