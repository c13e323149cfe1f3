"""Deadbench: serverless failures whose causes are known, and how right a diagnosis of them is.

A world is a folder of plain files in AWS's own shapes, frozen at one moment; its answer is kept apart.
docs/deadbench.md says how to read the table and how to score another tool.
"""
