import Foundation

/// Events, told again.
extension Stripe {
    /// Newest first.
    func events(_ asked: Asked) -> Told {
        let types = Set(asked.fields.filter { $0.key.hasPrefix("types[") }.values)
        let since = asked["created[gte]"].flatMap { Int($0) } ?? 0
        let all = books.withLock { books in
            books.events.filter { (types.isEmpty || types.contains($0.type)) && $0.created >= since }
        }
        var older = Array(all.reversed())
        if let last = asked["starting_after"], let place = older.firstIndex(where: { $0.id == last }) {
            older.removeFirst(place + 1)
        }
        let limit = min(100, max(1, asked["limit"].flatMap { Int($0) } ?? 10))
        let page = older.prefix(limit).compactMap { try? JSONSerialization.jsonObject(with: $0.body) }
        return Told(json: ["object": "list", "data": page, "has_more": older.count > limit])
    }
}
