import HTTPTypes
import Hummingbird
import Studio

/// Registers the operations under their paths, each with what its kind of access asks for.
struct Routes: Sendable {
    let authenticator: Authenticator
    let proxies: TrustedProxies
    let rates: RateGates
    let replays: ReplayGate
    /// Of administrators with a session or a key, for what only they may do.
    let adminsNeedSecondFactor: Bool

    /// Every operation under `/api/v1` and `/api`, or at the root; a method that a path does not have is told with the
    /// ones it has.
    func register(_ operations: [Operation], on router: Router<EdgeContext>) {
        // One for all addresses of an operation: each holds the whole of it.
        let served = operations.map { (operation: $0, responder: responder(for: $0)) }
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for (operation, responder) in served {
            for path in operation.addresses {
                router.on(RouterPath(path), method: operation.method, use: responder)
                methods[path, default: []].insert(operation.method)
            }
        }
        for (operation, responder) in served where operation.method == .get {
            for path in operation.addresses where methods[path]?.insert(.head).inserted == true {
                router.on(RouterPath(path), method: .head) { request, context in
                    try await responder(request, context).createHeadResponse()
                }
            }
        }
        for (path, methods) in methods { refuseOtherMethods(path, besides: methods, on: router) }
    }

    private func refuseOtherMethods(
        _ path: String, besides methods: Set<HTTPRequest.Method>, on router: Router<EdgeContext>
    ) {
        let allowed = methods.map(\.rawValue).sorted()
        let every: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        for method in every where !methods.contains(method) {
            router.on(RouterPath(path), method: method) { request, _ -> Response in
                guard request.method == .options else { throw ErrorBody.methodNotAllowed(allowed) }
                return Response(status: .noContent, headers: [.allow: allowed.joined(separator: ", ")])
            }
        }
    }

    /// Counts the request, finds out who makes it, holds both against the operation's rules, and carries it out.
    private func responder(
        for operation: Operation
    ) -> @Sendable (Request, EdgeContext) async throws -> Response {
        let gate = rates.gate(for: operation)
        let takesJSON = operation.body?.isJSON ?? false
        let hasBody = operation.body != nil
        let takesCookies = operation.parameters.contains { $0.name == HTTPField.Name.sessionKind.rawName }
        return { request, context in
            if hasBody { try Self.requireReadable(request.headers) }
            if takesCookies { try SessionCookies.requireKnown(request.headers) }
            let visit = Visit(
                request: request, context: context,
                origin: proxies.origin(of: request, from: context.channel.remoteAddress))
            var pass = try gate?.admit(address: visit.origin.address)
            do {
                let caller = try await caller(of: visit, for: operation.access)
                if let caller { context.signedIn.note(caller.account.id) }
                if let gate, let caller, let first = pass {
                    pass = try gate.admit(account: caller.account.id, first)
                }
                if takesJSON { try await visit.continueIfExpected() }
                var response = try await answer(operation, visit, caller)
                pass?.describe(in: &response.headers)
                return response
            } catch {
                guard var refusal = ErrorBody(told: error) else { throw error }
                if !refusal.headers.contains(.rateLimit) { pass?.describe(in: &refusal.headers) }
                throw refusal
            }
        }
    }

    /// - Throws: 415 for a body in an encoding that is not read here.
    private static func requireReadable(_ headers: HTTPFields) throws(ErrorBody) {
        guard let encoding = headers[.contentEncoding], encoding.lowercased() != "identity", !encoding.isEmpty else {
            return
        }
        throw ErrorBody(
            status: .unsupportedMediaType, code: "UNSUPPORTED_MEDIA",
            message: "Send the body without Content-Encoding.", headers: [.acceptEncoding: "identity"])
    }

    /// Nil for a route that takes anyone, and for a signed address.
    private func caller(of visit: Visit, for access: Access) async throws -> Caller? {
        if access == .anyone || (access == .link && visit.query("signature") != nil) { return nil }
        let caller = try await authenticator.caller(of: visit)
        try access.admit(caller)
        if access == .admin, adminsNeedSecondFactor, !caller.account.hasSecondFactor {
            throw ErrorBody(
                status: .forbidden, code: "SECOND_FACTOR_NEEDED",
                message: "Administrators of this server need a second factor. Set one up under Settings, Security.",
                details: ["needed": "second_factor"])
        }
        return caller
    }

    /// What changes something waits for the database's writer, and continues where its connection is. Most of what only reads
    /// waits for no thread.
    private func answer(_ operation: Operation, _ visit: Visit, _ caller: Caller?) async throws -> Response {
        guard operation.method != .get else { return try await carryOut(operation, visit, caller) }
        return try await withTaskExecutorPreference(ConnectionExecutor(visit.context.channel.eventLoop)) {
            try await carryOut(operation, visit, caller)
        }
    }

    private func carryOut(_ operation: Operation, _ visit: Visit, _ caller: Caller?) async throws -> Response {
        switch operation.handler {
        case .open(let respond): return try await respond(visit)
        case .linked(let respond): return try await respond(visit, caller)
        case .signedIn(let respond):
            guard let caller else { throw ErrorBody.unauthenticated("Sign in first.") }
            // A key was made with a proof, and does what it was made for without another.
            if operation.needsProof, case .session = caller.credential {
                try await authenticator.accounts.requireProof(
                    of: caller.account, session: caller.session, client: visit.client)
            }
            let call = Call(visit: visit.made(by: caller.ending), caller: caller)
            guard operation.replaysByKey, let key = visit.request.headers[.idempotencyKey] else {
                return try await respond(call)
            }
            return try await replays.once(key, call, respond)
        }
    }
}

extension Operation {
    /// The paths that it answers under.
    var addresses: [String] { isRooted ? [path] : ["/api/v1" + path, "/api" + path] }
}
