import Documents
import Kubernetes

extension ClusterAPI {
    /// A dry run of server-side apply with `force`, of a field manager that owns nothing: what the object has takes the
    /// place of what is there, lists as a whole. Without an object of the name it is what a creation would store.
    func apply(_ call: Call) throws(APIRefused) -> APIResponse {
        guard call.request.value("fieldManager")?.isEmpty == false else {
            throw APIRefused(APIRefusal.badRequest("fieldManager is required for apply patch"))
        }
        let body: JSONValue
        do {
            body = try JSONValue(parsing: call.request.body)
        } catch {
            throw APIRefused(APIRefusal.badRequest("only apply patches in JSON are understood here: \(error)"))
        }
        let (stored, isNew) = try state.withLock { state throws(APIRefused) -> (JSONValue, Bool) in
            guard let old = state.store.object(call.key, of: call.kind) else {
                return (try insert(body, call, &state), true)
            }
            return (try replace(old, with: old.value.merging(patch: body), call, &state), false)
        }
        return .json(isNew ? 201 : 200, call.rendering.object(stored))
    }
}
