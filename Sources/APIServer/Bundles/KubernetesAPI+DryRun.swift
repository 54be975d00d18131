import Documents
import Kubernetes

/// Server-side apply as a dry run, the only write that is answered: nothing is stored.
extension KubernetesAPI {
    /// The media type of an apply patch. Its YAML is JSON here.
    static let applyType = "application/apply-patch+yaml"

    /// nil for what is no such request.
    func tried(_ resource: ResourceRequest, _ request: APIRequest, _ identity: Identity) -> APIResponse? {
        guard request.method == "PATCH", request.headers["content-type"] == Self.applyType, let name = resource.name
        else { return nil }
        guard identity.allows("patch", resource) else { return APIRefusal.forbidden(identity.user, "patch", resource) }
        guard request.value("dryRun") == "All" else { return APIRefusal.methodNotAllowed }
        guard !(request.value("fieldManager") ?? "").isEmpty else {
            return APIRefusal.badRequest("fieldManager is required for apply patch")
        }
        guard let kind = objects.store.kind(resource.qualified, version: resource.version) else {
            return APIRefusal.pathNotFound
        }
        guard let body = try? JSONValue(parsing: request.body), body["kind"]?.string == kind.kind,
            body["metadata"]?["name"]?.string == name,
            body["metadata"]?["namespace"]?.string ?? "" == resource.namespace ?? ""
        else { return APIRefusal.badRequest("the object does not match the request") }
        if let denial = denial(of: resource) { return denial }
        let stored = objects.store.object(kind, namespace: resource.namespace ?? "", name: name)
        return .json(stored == nil ? 201 : 200, (stored?.value ?? .object([:])).merging(patch: body).encoded())
    }

    /// By a ValidatingAdmissionPolicy that denies everything: expressions are not evaluated.
    private func denial(of resource: ResourceRequest) -> APIResponse? {
        func objects(of kind: String) -> [JSONValue] {
            guard let kind = self.objects.store.kind(kind), case .objects(let found)? = self.objects.store.content(kind)
            else { return [] }
            return found.map(\.value)
        }
        let bindings = objects(of: ValidatingAdmissionPolicyBinding.resource).filter {
            $0["spec"]?["validationActions"]?.array?.contains("Deny") == true
        }
        for policy in objects(of: ValidatingAdmissionPolicy.resource) {
            let name = policy["metadata"]?["name"] ?? ""
            let isMatched = (policy["spec"]?["matchConstraints"]?["resourceRules"]?.array ?? []).contains { rule in
                rule["apiGroups"]?.array?.contains(.string(resource.group)) == true
                    && rule["resources"]?.array?.contains(.string(resource.resource)) == true
            }
            let refusal = policy["spec"]?["validations"]?.array?.first { $0["expression"] == "false" }
            guard isMatched, let refusal, let binding = bindings.first(where: { $0["spec"]?["policyName"] == name })
            else { continue }
            return APIResponse.failure(
                422, reason: "Invalid",
                message: "\(resource.qualified) \"\(resource.name ?? "")\" is forbidden: ValidatingAdmissionPolicy "
                    + "'\(name.string ?? "")' with binding '\(binding["metadata"]?["name"]?.string ?? "")' denied request: "
                    + (refusal["message"]?.string ?? "failed expression"))
        }
        return nil
    }
}
