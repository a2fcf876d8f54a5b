/// Tells programs that users name that something has happened.
package protocol CallbackSender: Sendable {
    /// - Throws: for a URL that can never be called. What shows only once its name is looked up, shows at the call.
    func check(_ url: String) throws(CallbackFault)

    /// POSTs the body.
    /// - Returns: the status of the answer, whatever it is.
    func post(_ url: String, headers: [String: String], body: [UInt8]) async throws(CallbackFault) -> Int
}

package enum CallbackFault: Error, Equatable, Sendable {
    /// The server works offline. Trying again may help when it does no longer.
    case offline
    /// Trying again may help. A clause without the URL.
    case failed(String)
    /// It never will.
    case refused(String)
}
