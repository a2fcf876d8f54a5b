import Domain
import Foundation
import Synchronization

/// Listens to what ComfyUI tells of one prompt. It only makes the work visible and wakes whoever asks for its end: nothing
/// depends on it, and servers behind proxies that pass no WebSocket are asked as before.
final class ComfyNews: Sendable {
    private static let (shortest, longest): (Duration, Duration) = (.seconds(1), .seconds(60))

    private let service: RemoteService
    private let state: Mutex<ComfyProgress>

    init(of prompt: String, nodes: Int, at service: RemoteService) {
        self.service = service
        state = Mutex(ComfyProgress(prompt: prompt, nodes: nodes))
    }

    /// See ``ComfyProgress/share``.
    var share: Double? { state.withLock { $0.share } }

    /// Until the prompt is over or the caller's task is cancelled.
    /// - Parameters:
    ///   - client: whose news these are: what the prompt was queued with.
    ///   - told: each time something is new; the progress, and whether the prompt is over.
    func listen(as client: String, told: @Sendable (Double?, Bool) -> Void) async {
        var pause = Self.shortest
        while !Task.isCancelled {
            do {
                for try await message in try await service.messages("/ws?clientId=" + RemoteService.pathPart(client)) {
                    pause = Self.shortest
                    let (isNews, share, isOver) = state.withLock { ($0.take(message), $0.share, $0.isOver) }
                    if isNews { told(share, isOver) }
                    if isOver { return }
                }
            } catch {
                // It is tried again, and asking goes on meanwhile.
            }
            try? await Task.sleep(for: pause)
            pause = min(pause * 2, Self.longest)
        }
    }
}
