/// A bucket that others may write to for a while, with addresses that it gives them.
package protocol DirectStore: ObjectStore {
    /// Where the object can be put at once.
    func putAddress(of key: String, lifetime: Duration) throws(MirrorError) -> MirrorAddress
    /// Where a part can be put.
    func partAddress(_ number: Int, of upload: MirrorUpload, lifetime: Duration) throws(MirrorError) -> MirrorAddress
}

/// An address to which whoever has it may write, with exactly these headers.
package struct MirrorAddress: Equatable, Sendable {
    package let url: String
    package let headers: [String: String]

    package init(url: String, headers: [String: String]) {
        self.url = url
        self.headers = headers
    }
}
