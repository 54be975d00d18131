import KubeLB
import Kubernetes
import Topology

/// The first answer of a cluster: its version, what it serves of KubeLB's, and how its clock stands.
struct ClusterProbe: Sendable {
    let side: ClusterSide
    let version: Observed<ServerVersion>
    let discovery: Observed<ServedResources>
    /// Why the server as a whole does not answer us; nil where it does.
    let failure: APIError?
    /// The server's clock minus the local one; nil where the server names no time.
    let skewSeconds: Double?
    /// How long the first answer took, connection included; nil where none came.
    let answerSeconds: Double?
    /// What the server says about our own rights.
    let reviews: [AccessReview]

    /// `permissions`: those that are asked for in all namespaces.
    static func run(
        _ side: ClusterSide, _ client: APIClient, permissions: [OwnPermission], raw: RawAnswers?,
        now: @Sendable () -> Timestamp
    ) async -> ClusterProbe {
        async let reviews = permissions.concurrentMap(width: permissions.count) { await $0.review(in: nil, client) }
        async let served = client.servedResources(group: KubeLBNames.group, version: KubeLBNames.apiVersion) {
            raw?.add(document: $0, at: "\(side.rawValue)/discovery.kubelb.k8c.io.json")
        }
        let start = ContinuousClock.now
        let version = await document("/version", client)
        let answerSeconds = (ContinuousClock.now - start) / .seconds(1)
        var skew: Double?
        var found: Observed<ServerVersion>
        var failure: APIError?
        switch version {
        case .success(let answer):
            raw?.add(document: answer.body, at: "\(side.rawValue)/version.json")
            found = ServerVersion.decode(answer.body, source: "GET /version")
            // Not a Kubernetes API, or something on the way that cuts its answers.
            if case .failed(let text) = found { failure = .malformed(text) }
            // The header has whole seconds: on the average it is half a second behind.
            skew = answer.head["date"].flatMap(HTTPDate.init).map { now().seconds(since: $0.time) - 0.5 }
        case .failure(let error):
            found = error.outcome()
            failure = error.isOfTheWholeServer ? error : nil
        }
        return ClusterProbe(
            side: side, version: found, discovery: await served, failure: failure, skewSeconds: skew,
            answerSeconds: version.isSuccess ? answerSeconds : nil, reviews: await reviews.compactMap(\.self))
    }

    private static func document(_ path: String, _ client: APIClient) async -> Result<APIAnswer, APIError> {
        do throws(APIError) {
            return .success(try await client.answer(to: APICall(path)))
        } catch {
            return .failure(error)
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

/// The time of a `Date` header (RFC 9110, section 5.6.7): `Sun, 22 Nov 2026 20:31:13 GMT`.
struct HTTPDate {
    let time: Timestamp

    init?(_ text: String) {
        let words = text.split { $0 == " " || $0 == "," }
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        guard words.count == 6, words[5] == "GMT", let day = Int(words[1]),
            let month = months.firstIndex(of: String(words[2])), let year = Int(words[3])
        else { return nil }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        guard let time = Timestamp("\(year)-\(two(month + 1))-\(two(day))T\(words[4])Z") else { return nil }
        self.time = time
    }
}
