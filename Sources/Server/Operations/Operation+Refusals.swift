extension Operation {
    /// Statuses of every error that the route may answer with: those that follow from its access and its inputs, and
    /// those that it names itself. The document lists them, and a test holds every answer against that list.
    var refusals: Set<Int> {
        // A request that is no HTTP, too many headers, our own fault, and a server that stops.
        var statuses: Set<Int> = [400, 431, 500, 503]
        if access != .anyone { statuses.formUnion([401, 403]) }
        if rateClass != nil { statuses.insert(429) }
        if path.contains("{") { statuses.insert(404) }
        if !parameters.isEmpty { statuses.insert(422) }
        if body != nil { statuses.formUnion([413, 415, 422]) }
        if method != .get && method != .head && method != .options { statuses.insert(507) }
        if replaysByKey { statuses.formUnion([409, 422]) }
        return statuses.union(ownRefusals).subtracting(replies.map(\.status))
    }

    /// The same route on a server that never refuses with these statuses.
    func hiding(_ statuses: Set<Int>) -> Operation {
        var copy = self
        copy.ownRefusals.subtract(statuses)
        return copy
    }
}
