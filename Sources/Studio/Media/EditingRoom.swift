import Domain
import Logging

/// Where media are edited. Encoding takes every core for a while, so accounts take turns.
struct EditingRoom: Sendable {
    private let editor: any MediaEditor
    private let logger: Logger
    private let gate = FairGate<AccountID>(places: 2, perOwner: 1, waitingPerOwner: 16)

    init(editor: any MediaEditor, logger: Logger) { (self.editor, self.logger) = (editor, logger) }

    /// - Parameters:
    ///   - late: what is said when it takes too long.
    ///   - broken: and when the editor does not work.
    func edit(
        for account: AccountID, late: String, broken: String,
        _ work: @Sendable (any MediaEditor) async throws(ProbeError) -> Void
    ) async throws {
        try await gate.passing(as: account) {
            do throws(ProbeError) { try await work(editor) } catch {
                switch error {
                case .notMedia(let found): throw StudioError.unsupportedMedia(found)
                case .timedOut: throw StudioError.unavailable(late)
                case .unavailable(let why):
                    if Task.isCancelled { throw CancellationError() }
                    logger.error("the editor does not work", metadata: ["reason": "\(why)"])
                    throw StudioError.unavailable(broken)
                }
            }
        }
    }
}
