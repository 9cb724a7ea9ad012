import { memoryStore } from "../../src/store/memory.ts"
import { storeContract } from "./contract.ts"

storeContract("the store in memory", async () => memoryStore())
