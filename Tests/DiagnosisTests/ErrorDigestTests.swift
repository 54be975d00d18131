import Testing

@testable import Diagnosis

@Suite struct ErrorDigestTests {
    @Test(arguments: [
        (
            "Error syncing load balancer: failed to ensure load balancer: failed to create backend service: googleapi: Error 403: "
                + "Quota 'BACKEND_SERVICES' exceeded. Limit: 9.0 globally., quotaExceeded",
            "failed to create backend service: googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded. Limit: 9.0 globally., "
                + "quotaExceeded"
        ),
        (
            "Failed deploy model due to operation error Elastic Load Balancing v2: CreateLoadBalancer, https response error "
                + "StatusCode: 400, RequestID: 0b31a6e8-77f4-4f0e-9a6b-0a7c0f3c5f44, api error TooManyLoadBalancers: The maximum "
                + "number of load balancers has been reached",
            "TooManyLoadBalancers: The maximum number of load balancers has been reached"
        ),
        (
            "Error syncing load balancer: failed to ensure load balancer: error creating port: Expected HTTP response code [201] when "
                + "accessing [POST https://network.example:9696/v2.0/ports], but got 409 instead: {\"NeutronError\": {\"type\": "
                + "\"OverQuota\", \"message\": \"Quota exceeded for resources: ['port'].\", \"detail\": \"\"}}",
            "error creating port: OverQuota: Quota exceeded for resources: ['port']."
        ),
        (
            "Error syncing load balancer: failed to ensure load balancer: PUT "
                + "https://management.azure.example/subscriptions/1/loadBalancers/kubernetes\n-----\nRESPONSE 403: 403 Forbidden\n"
                + "ERROR CODE: LinkedAuthorizationFailed\n-----\n{\"error\": {\"code\": \"LinkedAuthorizationFailed\", \"message\": "
                + "\"The client has no permission for subnets/join/action\"}}",
            "LinkedAuthorizationFailed: The client has no permission for subnets/join/action"
        ),
        (
            "error authorizing ingress: \"RulesLimit: no rule left\\n\\tstatus code: 400, request id: 1f0e\"",
            "error authorizing ingress: \"RulesLimit: no rule left\""
        ),
        ("rpc error: code = ResourceExhausted desc = no addresses left", "ResourceExhausted: no addresses left"),
        ("Failed to allocate IP for \"infra/gateway\": no available IPs", "no available IPs"),
        (
            "failed to create listener (a4b7(infra/gateway)): conflict",
            "failed to create listener: conflict"
        ),
        ("plain {text} of no format", "plain {text} of no format"),
        ("", ""),
    ])
    func keepsTheCause(message: String, expected: String) {
        #expect(ErrorDigest.text(of: message, about: "infra/gateway") == expected)
    }

    @Test func losesTheBeginningOfLongTexts() {
        let wrapped = (1...40).map { "layer \($0) failed" }.joined(separator: ": ") + ": the disk is full"
        let text = ErrorDigest.text(of: wrapped)
        #expect(text.hasPrefix("…layer ") && text.hasSuffix(": the disk is full") && text.count <= 281)
        let clause = "denied: " + String(repeating: "word ", count: 200)
        #expect(
            ErrorDigest.text(of: clause).hasPrefix("denied: word") && ErrorDigest.text(of: clause).hasSuffix("word…"))
        let coded = String(repeating: "layer: ", count: 90) + clause
        #expect(ErrorDigest.text(of: coded).hasPrefix("…denied: word"))
    }

    @Test func isBounded() {
        let endless = String(repeating: "a: ", count: 200_000) + "{\"message\": \"x\"}"
        #expect(ErrorDigest.text(of: endless).count <= 281)
    }
}
