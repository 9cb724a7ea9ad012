import { counting } from "../../src/rules/counting.ts"
import { runScenarios } from "./scenario.ts"

runScenarios("counting.txt", counting)
