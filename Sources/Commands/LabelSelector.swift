import CommandLineKit
import Kubernetes

/// A label selector as kubectl takes it, on the command line.
struct LabelSelector: Sendable, Hashable {
    private let query: LabelQuery

    init(_ text: String) throws(UsageError) {
        do throws(LabelQuery.Fault) {
            query = try LabelQuery(text)
        } catch {
            throw UsageError(
                message: "\"\(text)\" is not a valid label selector: \(error.message)",
                hint: "use for example -l app=web,tier!=cache or -l 'env in (a,b)'")
        }
    }

    func matches(_ labels: [String: String]) -> Bool { query.matches(labels) }
}
