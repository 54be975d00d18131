import Documents
import Transport

/// The objects of a list as received, with the version that a watch starts from.
package struct DocumentList: Sendable {
    package var items: [JSONValue] = []
    package var resourceVersion = ""
}

extension APIClient {
    /// The lines of a watch with their whole objects. The server is asked to end it after `limit`.
    package func watchDocuments<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), from resourceVersion: String, for limit: Duration
    ) async throws(APIError) -> LineStream {
        var call = watchCall(kind, query, from: resourceVersion)
        call.query.append(("timeoutSeconds", "\(limit.components.seconds)"))
        return LineStream(try await stream(call, for: limit + .seconds(15)))
    }

    private func watchCall<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery, from resourceVersion: String
    ) -> APICall {
        var call = listCall(kind, query, verb: "watch")
        call.query =
            [("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion)] + call.query
        return call
    }

    /// The answer to a call, which has to be JSON.
    func document(answering call: APICall) async throws(APIError) -> JSONValue {
        let answer = try await answer(to: call)
        do throws(JSONError) {
            return try JSONValue(parsing: answer.body)
        } catch {
            throw .malformed("\(call.description): \(error)")
        }
    }

    /// The body of a read. Only HTTP 200 is one: 204 and 206 are not the whole answer (RFC 9110, section 15.3).
    func document(_ call: APICall, until deadline: ContinuousClock.Instant? = nil) async throws(APIError) -> [UInt8] {
        try await wholeAnswer(to: call, until: deadline).body
    }

    /// The same, with the share of its body.
    func wholeAnswer(
        to call: APICall, until deadline: ContinuousClock.Instant?
    ) async throws(APIError) -> APIAnswer {
        let answer = try await answer(to: call, until: deadline)
        guard answer.head.status == 200 else {
            throw .malformed("\(call.description): HTTP \(answer.head.status) instead of 200")
        }
        return answer
    }
}
