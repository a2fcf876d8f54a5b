/// Which part of a list is asked for, newest first.
package struct PageRequest: Equatable, Sendable {
    /// 1...100.
    package let limit: Int
    /// Ids sort by time: only rows with a smaller id than this are listed.
    package let before: String?

    package init(limit: Int = 20, before: String? = nil) {
        self.limit = min(max(limit, 1), 100)
        self.before = before
    }
}

/// One part of a list; `nextCursor` is the `before` of the next part, nil at the end.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    package let nextCursor: String?

    package init(items: [Item], nextCursor: String?) {
        self.items = items
        self.nextCursor = nextCursor
    }

    package func map<Other: Sendable>(_ transform: (Item) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(items: try items.map(transform), nextCursor: nextCursor)
    }
}

extension Page: Equatable where Item: Equatable {}
