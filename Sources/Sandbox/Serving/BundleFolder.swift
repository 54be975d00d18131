#if Sandbox
    import FoundationEssentials

    /// Reads the files of a bundle's directory.
    enum BundleFolder {
        struct Failure: Error, Sendable, CustomStringConvertible {
            let description: String
        }

        /// Larger than any bundle of real clusters.
        private static let largest = 2 << 30

        /// The files by their paths below the directory, as `tenant/services.json`. Links are not followed.
        static func read(_ directory: String) throws(Failure) -> [String: [UInt8]] {
            guard FileManager.default.fileExists(atPath: "\(directory)/bundle.json") else {
                throw Failure(description: "\(directory) is not a bundle: it has no file bundle.json")
            }
            var files: [String: [UInt8]] = [:]
            var total = 0
            do {
                for path in try FileManager.default.subpathsOfDirectory(atPath: directory) {
                    let file = "\(directory)/\(path)"
                    let attributes = try FileManager.default.attributesOfItem(atPath: file)
                    guard attributes[.type] as? FileAttributeType == .typeRegular else { continue }
                    let bytes = try Data(contentsOf: URL(filePath: file))
                    total += bytes.count
                    guard total <= largest else { throw Failure(description: "\(directory) is larger than 2 GiB") }
                    files[path] = Array(bytes)
                }
            } catch let error as Failure {
                throw error
            } catch {
                throw Failure(description: "cannot read \(directory): \(error)")
            }
            return files
        }
    }
#endif
