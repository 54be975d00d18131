import Kubernetes
import Topology

/// A permission of our own beyond reading objects. The server is asked for it before it is used: a refusal of each log and each
/// page would fill its audit log.
struct OwnPermission: Sendable {
    let verb: String
    let resource: String

    static let logs = OwnPermission(verb: "get", resource: "pods/log")
    /// To ask pods for their statistics.
    static let statistics = OwnPermission(verb: "get", resource: "pods/proxy")

    private static let subject = "self"

    /// In one namespace or in all; nil if the server does not report it.
    func review(in namespace: String?, _ client: APIClient) async -> AccessReview? {
        let isAllowed: Bool
        do throws(APIError) {
            isAllowed = try await client.review(AccessQuestion(verb, resource, namespace: namespace))
        } catch {
            return nil
        }
        return AccessReview(
            subject: Self.subject, verb: verb, resource: resource, namespace: namespace, isAllowed: isAllowed)
    }

    /// Whether the first round found that it is granted in all namespaces. Without that, one namespace may still grant it.
    func isGrantedEverywhere(_ access: AccessReport?) -> Bool {
        (access?.reviews ?? []).contains {
            $0.subject == Self.subject && $0.verb == verb && $0.resource == resource && $0.namespace == nil
                && $0.isAllowed
        }
    }
}
