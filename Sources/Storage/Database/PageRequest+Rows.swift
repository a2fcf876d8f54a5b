import Domain
import GRDB

extension PageRequest {
    /// The arguments of a list statement: one row more than the page, which tells whether there is a next page.
    func arguments(_ others: StatementArguments) -> StatementArguments {
        // `~` is greater than every character of an id.
        others &+ ["before": before ?? "~", "limit": limit + 1]
    }

    /// The page of what such a statement found.
    func cut<Item: Sendable>(_ items: [Item], cursor: (Item) -> String) -> Page<Item> {
        let kept = Array(items.prefix(limit))
        return Page(items: kept, nextCursor: items.count > limit ? kept.last.map(cursor) : nil)
    }
}
