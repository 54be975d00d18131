import Documents

extension KubernetesAPI {
    func review(_ resource: ResourceRequest, _ request: APIRequest, _ identity: Identity) -> APIResponse {
        do throws(APIRefused) {
            let body: JSONValue
            do {
                body = try JSONValue(parsing: request.body)
            } catch {
                return APIRefusal.badRequest("the object provided is unrecognized")
            }
            return try AccessReviews(known: known).answer(resource, body, method: request.method, identity)
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
