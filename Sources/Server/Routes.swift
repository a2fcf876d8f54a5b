import HTTPTypes
import Hummingbird

/// Registers the operations under their paths, each with what its kind of access asks for.
struct Routes {
    let authenticator: Authenticator
    let proxies: TrustedProxies
    let replays: ReplayGate

    /// Every operation under `/api/v1` and `/api`, or at the root; a method that a path does not have is told with the
    /// ones it has.
    func register(_ operations: [Operation], on router: Router<EdgeContext>) {
        var methods: [String: Set<HTTPRequest.Method>] = [:]
        for operation in operations {
            for path in operation.addresses {
                router.on(RouterPath(path), method: operation.method, use: responder(for: operation))
                methods[path, default: []].insert(operation.method)
            }
        }
        for operation in operations where operation.method == .get {
            let responder = responder(for: operation)
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

    private func responder(
        for operation: Operation
    ) -> @Sendable (Request, EdgeContext) async throws -> Response {
        let proxies = proxies
        let takesJSON = operation.body?.type == "application/json"
        switch operation.handler {
        case .open(let respond):
            return { request, context in
                let origin = proxies.origin(of: request, from: context.channel.remoteAddress)
                let visit = Visit(request: request, context: context, origin: origin)
                if takesJSON { try await visit.continueIfExpected() }
                return try await respond(visit)
            }
        case .linked(let respond):
            let (authenticator, access) = (authenticator, operation.access)
            return { request, context in
                let origin = proxies.origin(of: request, from: context.channel.remoteAddress)
                let visit = Visit(request: request, context: context, origin: origin)
                guard visit.query("signature") == nil else { return try await respond(visit, nil) }
                let caller = try await authenticator.caller(of: visit)
                try access.admit(caller)
                return try await respond(visit, caller)
            }
        case .signedIn(let respond):
            let (authenticator, access) = (authenticator, operation.access)
            let replays = replays
            let replaysByKey = operation.replaysByKey
            return { request, context in
                let origin = proxies.origin(of: request, from: context.channel.remoteAddress)
                let visit = Visit(request: request, context: context, origin: origin)
                let call = Call(visit: visit, caller: try await authenticator.caller(of: visit))
                try access.admit(call.caller)
                if takesJSON { try await visit.continueIfExpected() }
                guard replaysByKey, let key = request.headers[.idempotencyKey] else { return try await respond(call) }
                return try await replays.once(key, call, respond)
            }
        }
    }
}

extension Operation {
    /// The paths that it answers under.
    fileprivate var addresses: [String] { isRooted ? [path] : ["/api/v1" + path, "/api" + path] }
}
