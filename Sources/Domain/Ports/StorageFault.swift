/// What the store could not do, whatever it was asked: for whoever answers a client and does not know the store.
package protocol StorageFault: Error {
    /// Whether the disk is full.
    var isFull: Bool { get }
    /// Whether the session or key by which it was asked for has ended meanwhile.
    var isOfEndedCredential: Bool { get }
}

extension StorageFault {
    package var isOfEndedCredential: Bool { false }
}
