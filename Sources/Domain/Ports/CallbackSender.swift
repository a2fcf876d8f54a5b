/// Tells a backend that the operator's users name that something has happened.
package protocol CallbackSender: Sendable {
    /// POSTs the body; returns once the backend has answered with a status of success.
    func post(_ url: String, headers: [String: String], body: [UInt8]) async throws(CallbackFault)
}

package enum CallbackFault: Error, Equatable, Sendable {
    /// Trying again may help. A clause without the URL.
    case failed(String)
    /// It never will.
    case refused(String)
}
