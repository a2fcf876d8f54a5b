/// What is asked of a library: which videos, in which order.
package struct LibraryQuery: Equatable, Sendable {
    package enum Order: String, Sendable, CaseIterable { case newest, oldest, title, longest }

    /// Words that all have to occur in title, script or tags, by their beginnings.
    package var text = ""
    package var order = Order.newest
    package var kind: GenerationTask.Kind?
    package var tag: TagID?
    package var folder: FolderID?
    /// Only those with or without it.
    package var isFavourite: Bool?
    /// From this moment on.
    package var from: Timestamp?
    /// Before this moment.
    package var to: Timestamp?

    package init() {}
}
