/// Fetches a medium that a client named by URL.
package protocol RemoteMedia: Sendable {
    /// Streams the answer's body to `path`, following redirects; every address connected to must be public.
    /// - Parameters:
    ///   - maxBytes: more than this ends the transfer.
    ///   - account: who wants it; accounts take turns.
    /// - Returns: the file name the server suggests, without folders; nil when it names none.
    func fetch(_ url: String, to path: String, maxBytes: Int64, for account: AccountID) async throws(FetchError)
        -> String?
}

package enum FetchError: Error, Equatable, Sendable {
    /// Not http or https, no host, credentials in it, or malformed.
    case invalidURL(String)
    /// It leads to a private, loopback, link-local, metadata or otherwise reserved address.
    case forbiddenAddress
    case tooLarge(limit: Int64)
    case timedOut
    /// Too much of this account's waits already.
    case busy
    /// The server answered with this status.
    case status(Int)
    case unreachable(String)
    /// This server calls nobody outside.
    case offline
    case storageFull
}
