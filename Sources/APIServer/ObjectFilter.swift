import Documents
import Kubernetes

/// The namespace, the name and the selectors of a list or a watch.
struct ObjectFilter: Sendable {
    private let namespace: String?
    private let name: String?
    private var labels: LabelQuery?
    private var fields: FieldQuery?

    var hasSelectors: Bool { labels != nil || fields != nil }

    init(_ call: ClusterAPI.Call) throws(APIRefused) { try self.init(call.kind, call.resource, call.request) }

    init(_ kind: ServedKind, _ resource: ResourceRequest, _ request: APIRequest) throws(APIRefused) {
        namespace = resource.namespace
        name = resource.name
        if let text = request.value("labelSelector"), !text.isEmpty {
            do throws(LabelQuery.Fault) {
                labels = try LabelQuery(text)
            } catch {
                throw APIRefused(APIRefusal.badRequest("unable to parse requirement: \(error.message)"))
            }
        }
        if let text = request.value("fieldSelector"), !text.isEmpty {
            guard let query = FieldQuery(text) else {
                throw APIRefused(APIRefusal.badRequest("invalid selector: '\(text)'; can't understand '\(text)'"))
            }
            do throws(FieldQuery.Unsupported) {
                try query.check(kind)
            } catch {
                throw APIRefused(APIRefusal.badRequest("field label not supported: \(error.field)"))
            }
            fields = query
        }
    }

    func matches(_ object: ClusterStore.Object) -> Bool {
        matches(object.value, namespace: object.key.namespace, name: object.key.name, labels: object.labels)
    }

    func matches(_ object: StoredObject) -> Bool {
        matches(object.value, namespace: object.namespace, name: object.name, labels: object.labels)
    }

    private func matches(
        _ object: JSONValue, namespace: String, name: String, labels: @autoclosure () -> [String: String]
    ) -> Bool {
        if let wanted = self.namespace, namespace != wanted { return false }
        if let wanted = self.name, name != wanted { return false }
        if let query = self.labels, !query.matches(labels()) { return false }
        return fields?.matches(object, namespace: namespace, name: name) ?? true
    }
}
