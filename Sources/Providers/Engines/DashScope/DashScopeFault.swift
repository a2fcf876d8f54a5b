import Domain

/// What DashScope's error codes mean, of a refused call as of a task that failed.
enum DashScopeFault {
    private static let title = "DashScope"

    /// Of a call.
    static func error(_ fault: ServiceFault) -> EngineError {
        guard case .refusal(let refusal) = fault, !refusal.code.isEmpty else { return fault.error(of: title) }
        return error(code: refusal.code, message: refusal.message) ?? fault.error(of: title)
    }

    /// Of a task.
    static func error(ofTask code: String, _ message: String) -> EngineError {
        error(code: code, message: message)
            ?? .failed(
                code: "service_failed", message: "DashScope could not do this: \(ServiceWords.readable(message))",
                detail: "\(code): \(message)")
    }

    /// Nil for codes that nobody knows.
    private static func error(code: String, message: String) -> EngineError? {
        let detail = "\(code): \(ServiceWords.readable(message))"
        switch code {
        case "InvalidApiKey":
            return .unavailable(.keyRefused(by: "DashScope"), detail: detail)
        case "AccessDenied", "AccessDenied.Unpurchased", "Model.AccessDenied", "ModelNotFound":
            return .unavailable(.modelForbidden(by: "DashScope"), detail: detail)
        case "Arrearage":
            return .unavailable(.accountUsedUp(at: "DashScope"), detail: detail)
        case "Throttling", "Throttling.RateQuota", "Throttling.AllocationQuota":
            return .unavailable(.tooBusy("DashScope"), detail: detail)
        case "InternalError", "InternalError.Timeout":
            return .failed(code: "service_failed", message: "DashScope failed with an internal error.", detail: detail)
        case "DataInspectionFailed", "IPInfringementSuspect":
            return .refused(
                code: "refused_by_service",
                message: "DashScope does not animate this picture or video because of what it shows.")
        case "InvalidParameter.DataInspection", "InvalidURL":
            return .failed(code: "service_failed", message: "DashScope could not read the files.", detail: detail)
        case "InvalidImage.FullFace", "InvalidImage.NoHumanFace", "InvalidImage.NoHuman":
            return .refused(code: "no_face_in_source", message: "DashScope sees no whole face in the picture.")
        case _ where code.hasPrefix("InvalidImage"):
            return .refused(
                code: "input_not_taken", message: Message("DashScope refused the picture: \(words(message))"))
        case _ where code.hasPrefix("InvalidVideo"):
            return .refused(
                code: "input_not_taken", message: Message("DashScope refused the video: \(words(message))"))
        case "InvalidParameter":
            return .refused(
                code: "refused_by_service", message: Message("DashScope refused the job: \(words(message))"))
        default: return nil
        }
    }

    private static func words(_ message: String) -> String { ServiceWords.readable(message) }
}
