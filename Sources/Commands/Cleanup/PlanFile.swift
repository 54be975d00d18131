import Documents
import LocalSystem
import Topology

/// Plans on disk: written for people to look at, applied later if they are still true.
enum PlanFile {
    /// A plan larger than this is none.
    private static let limit = 1 << 26

    static func read(_ path: String) throws(CommandFailure) -> CleanupPlan {
        let bytes: [UInt8]
        do throws(LocalError) {
            bytes = try LocalSystem.FileSystem.contents(of: path, limit: limit)
        } catch {
            throw CommandFailure(.usage, "--plan: \(error.message)", hint: "create one with --plan-out")
        }
        let document: JSONValue
        do throws(JSONError) {
            document = try JSONValue(parsing: bytes)
        } catch {
            throw CommandFailure(.usage, "--plan: \(path) is not a plan: \(error)", hint: "create one with --plan-out")
        }
        do throws(CleanupPlanError) {
            return try CleanupPlan(document: document)
        } catch {
            throw CommandFailure(
                .usage, "--plan: \(path) is not a plan: \(error.message)", hint: "create one with --plan-out")
        }
    }

    /// Looks whether the file can be made, before anything is read.
    static func target(_ path: String) throws(CommandFailure) -> NewTarget {
        do throws(NewTarget.Refusal) {
            return try NewTarget(path)
        } catch {
            throw CommandFailure(.usage, "--plan-out: \(error.message)", hint: error.hint)
        }
    }

    static func write(_ text: String, to target: NewTarget) async throws(CommandFailure) {
        func failure(_ error: LocalError) -> CommandFailure {
            CommandFailure(.usage, "--plan-out: \(error.message)", hint: "use another path")
        }
        try await target.make(
            { path throws(CommandFailure) in
                do throws(LocalError) {
                    try LocalSystem.FileSystem.withNewFile(path) { file throws(LocalError) in
                        try LocalSystem.FileSystem.write(Array(text.utf8), to: file, name: target.path)
                    }
                } catch {
                    throw failure(error)
                }
            }, failure: failure)
    }
}
