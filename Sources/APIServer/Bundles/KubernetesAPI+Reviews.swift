import Documents

extension KubernetesAPI {
    func review(_ resource: ResourceRequest, _ request: APIRequest, _ identity: Identity) -> APIResponse {
        do throws(APIRefused) {
            return try AccessReviews(known: known).answer(
                resource, try request.object(), method: request.method, identity)
        } catch {
            return error.response
        }
    }
}

extension ResourceRequest {
    init(group: String, resource: String) {
        self.group = group
        self.resource = resource
    }
}
