import Documents
import Redaction

/// A server-side apply that the API server only tries. There is no other way to build one than with `dryRun=All`, and
/// nothing else of the client sends an apply.
package struct DryRunApply: Sendable {
    fileprivate let call: APICall

    /// `object`: with apiVersion, kind, metadata and spec; the object that `path` names.
    package init<Kind: RoutingObject>(
        _ object: JSONValue, of kind: Kind.Type, namespace: String, name: String, fieldManager: String
    ) {
        let path = ObjectPath(kind, namespace: namespace, name: name)
        var call = APICall(path.path)
        call.method = "PATCH"
        call.query = [("dryRun", "All"), ("fieldManager", fieldManager), ("force", "true")]
        // JSON is YAML, too.
        call.contentType = "application/apply-patch+yaml"
        call.body = object.encoded()
        call.right = MissingRight(verb: "patch", resource: kind.resource, namespace: namespace)
        call.tellsDenials = true
        self.call = call
    }

    /// What the API server answers.
    package enum Answer: Sendable, Hashable {
        case accepted
        /// Admission, validation or a quota refuses the object; redacted.
        case refused(String)
        /// The question could not be asked, or was not answered: nothing is known.
        case unknown(UnknownReason)
    }
}

extension APIClient {
    package func answer(to apply: DryRunApply) async -> DryRunApply.Answer {
        do throws(APIError) {
            _ = try await answer(to: apply.call)
            return .accepted
        } catch {
            switch error {
            case .forbidden(let right): return .unknown(.forbidden(right))
            case .invalid(let message), .refused(status: 400, let message):
                return message.isEmpty ? .unknown(.failed(error.summary)) : .refused(TextRedactor.message(message))
            default: return .unknown(.failed(error.summary))
            }
        }
    }
}
