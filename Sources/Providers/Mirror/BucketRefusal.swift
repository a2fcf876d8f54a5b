import Domain
import Outbound

/// An answer that is no success, by the codes of S3 ("Error responses") and OSS ("Error codes").
struct BucketRefusal {
    let error: MirrorError

    /// - Parameter method: of the request. A key that may do all but remove is a usual one: it guards against blackmail.
    init(_ answer: WebResponse, to method: String = "") {
        let document = BucketXML(answer.body)
        let code = document?.value("Code").map { String($0.prefix(64)).filter { $0.isLetter || $0.isNumber } } ?? ""
        let told = code.isEmpty ? "status \(answer.status)" : "\(code), status \(answer.status)"
        switch code {
        case "AccessDenied" where method == "DELETE", "" where method == "DELETE" && answer.status == 403:
            error = .refused("the access key may not remove anything (\(told))")
        case "NoSuchKey", "NoSuchUpload": error = .missing
        // Nobody asks for more than was put there.
        case "InvalidRange": error = .damaged
        case "NoSuchBucket": error = .misconfigured("the bucket does not exist (\(told))")
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "AccessDenied", "InvalidToken", "AllAccessDisabled",
            "InvalidSecurityToken", "SecurityTokenInvalid":
            error = .misconfigured("the bucket does not accept the access key (\(told))")
        case "ExpiredToken", "SecurityTokenExpired":
            error = .misconfigured("the temporary credentials have expired (\(told))")
        case "RequestTimeTooSkewed":
            error = .misconfigured("the clock of this machine is wrong by more than 15 minutes (\(told))")
        case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
            error = .misconfigured(Self.region(answer, told))
        case "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "OperationAborted", "Throttling",
            "RequestLimitExceeded", "QpsLimitExceeded":
            error = .down("the bucket is busy (\(told))")
        // Something else answers there: what is put somewhere cannot be lost yet.
        default:
            error =
                method == "PUT" && answer.status == 404
                ? .misconfigured("the endpoint knows no such bucket (\(told))") : Self.byStatus(answer, told)
        }
    }

    private static func byStatus(_ answer: WebResponse, _ told: String) -> MirrorError {
        switch answer.status {
        case 301, 302, 307, 308: .misconfigured(region(answer, told))
        case 401, 403: .misconfigured("the bucket does not accept the access key (\(told))")
        case 404: .missing
        case 408, 429, 500...599: .down("the bucket is busy (\(told))")
        case 200..<300: .refused("the bucket answered with something that is not its protocol")
        default: .refused("the bucket refused the request (\(told))")
        }
    }

    private static func region(_ answer: WebResponse, _ told: String) -> String {
        let region = answer.headers["x-amz-bucket-region"]?.prefix(32).filter {
            $0.isLetter || $0.isNumber || $0 == "-"
        }
        return "the bucket is in another region" + (region.map { ", \($0)" } ?? "") + " (\(told))"
    }

    static func of(_ error: WebError) -> MirrorError {
        switch error {
        case .invalid(let reason): .refused(reason)
        case .refused: .misconfigured("the server works offline")
        case .forbiddenAddress: .misconfigured("the endpoint leads to an address that is not allowed")
        case .tooLarge: .refused("the answer is too large")
        case .tooManyRedirects: .misconfigured("the endpoint redirects")
        case .timedOut: .down("the bucket does not answer in time")
        case .busy: .down("too many requests wait for the bucket")
        case .storageFull: .storageFull
        case .cancelled: .cancelled
        case .unreachable(let reason), .unsent(let reason): .down("the bucket is not reached: \(reason)")
        }
    }
}
