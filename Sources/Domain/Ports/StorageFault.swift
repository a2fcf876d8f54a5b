/// What the store could not do, whatever it was asked: for whoever answers a client and does not know the store.
package protocol StorageFault: Error {
    /// Whether the disk is full.
    var isFull: Bool { get }
}
