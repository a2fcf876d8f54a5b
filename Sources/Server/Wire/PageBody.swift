import Domain

/// One part of a list.
struct PageBody<Item: WireValue & Sendable>: Body {
    let page: Page<Item>

    static func list(_ fields: inout some FieldList<Self>) {
        fields.add("items") { $0.page.items }
        fields.add("next_cursor", "Pass it as `cursor` for the next part; null on the last one.") { $0.page.nextCursor }
    }
}

extension PageBody {
    /// A list that is never long enough for a second part.
    init(whole items: [Item]) { page = Page(items: items, nextCursor: nil) }
}
