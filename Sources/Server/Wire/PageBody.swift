import Domain

/// One part of a list.
struct PageBody<Item: JSONValue & Sendable>: JSONValue {
    let page: Page<Item>

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("items", page.items)
            json.field("next_cursor", page.nextCursor)
        }
    }
}
